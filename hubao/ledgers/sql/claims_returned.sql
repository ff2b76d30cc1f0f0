-- 理赔单据打回数（第3项）：年内上报的大病、意外类案件中被打回过的，打回几次都算一案。
SELECT DISTINCT agency_id, claim_id AS id
FROM claims
WHERE kind IN ('critical_illness', 'accident')
  AND submitted_on BETWEEN year_start() AND as_of()
  AND returned_on <= as_of()
