-- 工会会员数（第1项）：截至日在会的工会会员。
SELECT agency_id, member_id AS id
FROM members
WHERE joined_on <= as_of()
  AND (left_on IS NULL OR left_on > as_of())
  AND union_member
