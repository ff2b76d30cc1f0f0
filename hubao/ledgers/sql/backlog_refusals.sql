-- 积压拒付次数（减分4）：年内因单据积压拒付的案件，一案一次。
SELECT DISTINCT agency_id, claim_id AS id
FROM claims
WHERE refused_for = 'backlog'
  AND refused_on BETWEEN year_start() AND as_of()
