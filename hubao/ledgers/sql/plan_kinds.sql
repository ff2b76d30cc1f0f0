-- 参保种类数（名额分配）：年内生效的保单的险种，一种一次。
SELECT DISTINCT agency_id, plan AS id
FROM policies
WHERE starts_on BETWEEN year_start() AND as_of()
