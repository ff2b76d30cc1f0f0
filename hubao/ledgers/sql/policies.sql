-- 参保份数（名额分配）：年内生效的保单的份数。
SELECT agency_id, policy_id AS id, shares AS amount
FROM policies
WHERE starts_on BETWEEN year_start() AND as_of()
