-- 开展会员活动次数（第15项）：年内举办、已备案的活动。
SELECT agency_id, record_id AS id
FROM activities
WHERE held_on BETWEEN year_start() AND as_of()
  AND filed_on IS NOT NULL
