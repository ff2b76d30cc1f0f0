-- 参加互助保障人数（第1项）：年内有保单生效的会员，一人一次。
SELECT DISTINCT agency_id, member_id AS id
FROM policies
WHERE starts_on BETWEEN year_start() AND as_of()
