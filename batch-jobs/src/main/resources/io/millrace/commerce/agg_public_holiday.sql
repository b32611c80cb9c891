-- Orders placed on public holidays, by month, in the year that ends with the business date: for 2026-11-20 from
-- 2025-11-21 to 2026-11-20. Every day of the calendar is in it once, so a month never counts two years together but for
-- the one in which the year ends.
-- A public holiday is a day from Monday to Friday that is no working day.
WITH holiday_orders AS (
    SELECT day.month_of_the_year_num AS month
    FROM staging.orders AS o
    JOIN if_common.dim_dates AS day ON day.calendar_dt = o.order_date
    WHERE o.ingestion_date = :businessDate
      AND o.order_date > :businessDate - INTERVAL '1 year'
      AND o.order_date <= :businessDate
      AND day.day_of_the_week_num BETWEEN 1 AND 5
      AND NOT day.working_day)
INSERT INTO analytics.agg_public_holiday
SELECT
    :businessDate,
    count(*) FILTER (WHERE month = 1),
    count(*) FILTER (WHERE month = 2),
    count(*) FILTER (WHERE month = 3),
    count(*) FILTER (WHERE month = 4),
    count(*) FILTER (WHERE month = 5),
    count(*) FILTER (WHERE month = 6),
    count(*) FILTER (WHERE month = 7),
    count(*) FILTER (WHERE month = 8),
    count(*) FILTER (WHERE month = 9),
    count(*) FILTER (WHERE month = 10),
    count(*) FILTER (WHERE month = 11),
    count(*) FILTER (WHERE month = 12)
FROM holiday_orders
ON CONFLICT (ingestion_date) DO UPDATE SET
    tt_order_hol_jan = excluded.tt_order_hol_jan,
    tt_order_hol_feb = excluded.tt_order_hol_feb,
    tt_order_hol_mar = excluded.tt_order_hol_mar,
    tt_order_hol_apr = excluded.tt_order_hol_apr,
    tt_order_hol_may = excluded.tt_order_hol_may,
    tt_order_hol_jun = excluded.tt_order_hol_jun,
    tt_order_hol_jul = excluded.tt_order_hol_jul,
    tt_order_hol_aug = excluded.tt_order_hol_aug,
    tt_order_hol_sep = excluded.tt_order_hol_sep,
    tt_order_hol_oct = excluded.tt_order_hol_oct,
    tt_order_hol_nov = excluded.tt_order_hol_nov,
    tt_order_hol_dec = excluded.tt_order_hol_dec
