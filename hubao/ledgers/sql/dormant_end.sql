-- 年底长期滞留会员数（第4项）：口径同年初，时点为截至日。
SELECT m.agency_id, m.member_id AS id
FROM members AS m
WHERE m.joined_on <= as_of() - INTERVAL 5 YEAR
  AND (m.left_on IS NULL OR m.left_on > as_of())
  AND NOT EXISTS (
    FROM policies AS p
    WHERE p.member_id = m.member_id
      AND p.starts_on <= as_of()
      AND p.ends_on > as_of() - INTERVAL 5 YEAR
  )
