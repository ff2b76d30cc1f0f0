-- 用户名总数（第8项）：截至日未停用的用户名。
SELECT agency_id, account_id AS id
FROM accounts
WHERE created_on <= as_of()
  AND (closed_on IS NULL OR closed_on > as_of())
