-- The product with the most review points (:bestProductBy is POINTS) or the most reviews (REVIEWS). Of several the one
-- with the better average, and of several of those the first by its id, compared byte by byte.
-- Without reviews there is no best product, and the row says nothing but the date.
WITH reviewed AS (
    SELECT product_id, sum(review) AS points, count(*) AS reviews,
        count(*) FILTER (WHERE review = 1) AS one_star,
        count(*) FILTER (WHERE review = 2) AS two_star,
        count(*) FILTER (WHERE review = 3) AS three_star,
        count(*) FILTER (WHERE review = 4) AS four_star,
        count(*) FILTER (WHERE review = 5) AS five_star
    FROM staging.reviews
    WHERE ingestion_date = :businessDate
    GROUP BY product_id),
best AS (
    SELECT *
    FROM reviewed
    ORDER BY CASE :bestProductBy WHEN 'POINTS' THEN points WHEN 'REVIEWS' THEN reviews END DESC,
        CAST(points AS numeric) / reviews DESC,
        product_id COLLATE "C"
    LIMIT 1),
-- Its orders, whenever they were placed: the set has the history that it needs.
ordered AS (
    SELECT order_id, order_date
    FROM staging.orders
    WHERE ingestion_date = :businessDate AND product_id = (SELECT product_id FROM best)),
-- The day with the most orders (not pieces) of it; of several the earliest.
most_ordered AS (
    SELECT order_date
    FROM ordered
    GROUP BY order_date
    ORDER BY count(*) DESC, order_date
    LIMIT 1),
-- Early: sent less than 6 days after the order, and delivered. Late: as in agg_shipments.
shipped AS (
    SELECT count(*) AS shipments,
        count(*) FILTER (WHERE s.shipment_date < o.order_date + 6 AND s.delivery_date IS NOT NULL) AS early,
        count(*) FILTER (WHERE s.shipment_date >= o.order_date + 6 AND s.delivery_date IS NULL) AS late
    FROM staging.shipment_deliveries AS s
    JOIN ordered AS o ON o.order_id = s.order_id
    WHERE s.ingestion_date = :businessDate)
INSERT INTO analytics.best_performing_product
SELECT
    :businessDate,
    -- A product that the catalogue does not have is still the best; its id stands for its name.
    coalesce(product.product_name, best.product_id),
    most_ordered.order_date,
    day.day_of_the_week_num BETWEEN 1 AND 5 AND NOT day.working_day,
    best.points,
    round(100.0 * best.one_star / best.reviews, 2),
    round(100.0 * best.two_star / best.reviews, 2),
    round(100.0 * best.three_star / best.reviews, 2),
    round(100.0 * best.four_star / best.reviews, 2),
    round(100.0 * best.five_star / best.reviews, 2),
    round(100.0 * shipped.early / nullif(shipped.shipments, 0), 2),
    round(100.0 * shipped.late / nullif(shipped.shipments, 0), 2)
FROM shipped
LEFT JOIN best ON true
LEFT JOIN if_common.dim_products AS product ON product.product_id = best.product_id
LEFT JOIN most_ordered ON true
LEFT JOIN if_common.dim_dates AS day ON day.calendar_dt = most_ordered.order_date
ON CONFLICT (ingestion_date) DO UPDATE SET
    product_name = excluded.product_name,
    most_ordered_day = excluded.most_ordered_day,
    is_public_holiday = excluded.is_public_holiday,
    tt_review_points = excluded.tt_review_points,
    pct_one_star_review = excluded.pct_one_star_review,
    pct_two_star_review = excluded.pct_two_star_review,
    pct_three_star_review = excluded.pct_three_star_review,
    pct_four_star_review = excluded.pct_four_star_review,
    pct_five_star_review = excluded.pct_five_star_review,
    pct_early_shipments = excluded.pct_early_shipments,
    pct_late_shipments = excluded.pct_late_shipments
