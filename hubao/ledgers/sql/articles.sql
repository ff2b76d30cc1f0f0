-- 宣传稿件数（第16项）：年内报送的稿件。
SELECT agency_id, record_id AS id
FROM articles
WHERE submitted_on BETWEEN year_start() AND as_of()
