-- 会（保）费收入（第2项）：年内缴费的保单的会（保）费，单位元。
SELECT agency_id, policy_id AS id, premium AS amount
FROM policies
WHERE paid_on BETWEEN year_start() AND as_of()
