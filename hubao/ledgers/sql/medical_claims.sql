-- 医疗类理赔申报总数（加分4）：年内上报的医疗类案件，一案一次。
SELECT DISTINCT agency_id, claim_id AS id
FROM claims
WHERE kind = 'medical'
  AND submitted_on BETWEEN year_start() AND as_of()
