-- 按时办结派单数（第11项，区）：其中在应办结日期当日或以前办结的。
SELECT agency_id, dispatch_id AS id
FROM dispatches
WHERE received_on BETWEEN year_start() AND as_of()
  AND closed_on <= due_on
