-- 回访不满意件数（第11项，区）：其中回访不满意的。
SELECT agency_id, dispatch_id AS id
FROM dispatches
WHERE received_on BETWEEN year_start() AND as_of()
  AND NOT satisfied
