-- 参加会议次数（第12项）：年内的会议记录。
SELECT agency_id, record_id AS id
FROM meetings
WHERE held_on BETWEEN year_start() AND as_of()
