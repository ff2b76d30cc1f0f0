-- 打款失败未处理人数（减分4）：年内打款失败、截至日仍未处理的会员，一人一次。
SELECT DISTINCT agency_id, member_id AS id
FROM payments
WHERE failed_on BETWEEN year_start() AND as_of()
  AND (fixed_on IS NULL OR fixed_on > as_of())
