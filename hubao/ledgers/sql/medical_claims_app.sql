-- APP申报医疗类理赔数（加分4）：其中从APP申报的。
SELECT DISTINCT agency_id, claim_id AS id
FROM claims
WHERE kind = 'medical'
  AND channel = 'app'
  AND submitted_on BETWEEN year_start() AND as_of()
