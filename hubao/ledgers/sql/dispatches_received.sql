-- 受理派单数（第11项，区）：年内受理的派单。
SELECT agency_id, dispatch_id AS id
FROM dispatches
WHERE received_on BETWEEN year_start() AND as_of()
