-- 超封顶线应申报人次（第5项）：申报年度为本年度的案件。
SELECT agency_id, case_id AS id
FROM overcap
WHERE window_year = year(year_start())
