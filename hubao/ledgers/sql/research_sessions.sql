-- 研究互助保障工作次数（第13项）：年内的记录。
SELECT agency_id, record_id AS id
FROM research
WHERE held_on BETWEEN year_start() AND as_of()
