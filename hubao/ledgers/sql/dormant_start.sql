-- 年初长期滞留会员数（第4项）：入会满五年、未退会，五年内没有有效保单。时点为1月1日。
SELECT m.agency_id, m.member_id AS id
FROM members AS m
WHERE m.joined_on <= year_start() - INTERVAL 5 YEAR
  AND (m.left_on IS NULL OR m.left_on > year_start())
  AND NOT EXISTS (
    FROM policies AS p
    WHERE p.member_id = m.member_id
      AND p.starts_on <= year_start()
      AND p.ends_on > year_start() - INTERVAL 5 YEAR
  )
