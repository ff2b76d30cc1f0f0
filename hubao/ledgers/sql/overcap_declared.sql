-- 超封顶线已申报人次（第5项）：其中已不是新建状态的。
SELECT agency_id, case_id AS id
FROM overcap
WHERE window_year = year(year_start())
  AND status <> 'new'
