-- 理赔单据上报数（第3项）：年内上报的大病、意外类案件，一案一次。
SELECT DISTINCT agency_id, claim_id AS id
FROM claims
WHERE kind IN ('critical_illness', 'accident')
  AND submitted_on BETWEEN year_start() AND as_of()
