-- 180天未登录用户名数（第8项）：未停用，且距最后登录（没有登录过的距创建）满180天。
SELECT agency_id, account_id AS id
FROM accounts
WHERE created_on <= as_of()
  AND (closed_on IS NULL OR closed_on > as_of())
  AND as_of() - coalesce(last_login_on, created_on) >= 180
