-- 宣传培训次数（第14项）：年内举办、已反馈的培训。
SELECT agency_id, record_id AS id
FROM trainings
WHERE held_on BETWEEN year_start() AND as_of()
  AND feedback_on IS NOT NULL
