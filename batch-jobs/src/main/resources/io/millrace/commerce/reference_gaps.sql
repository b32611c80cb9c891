-- What the set names and nothing explains: products that dim_products does not have, order dates that dim_dates does not
-- have, orders of shipments that the set does not have. How many, in how many rows, and the first few of them.
WITH named AS (
    SELECT 'PRODUCT' AS kind, product_id AS name, count(*) AS mentions
    FROM (
        SELECT product_id FROM staging.orders WHERE ingestion_date = :businessDate
        UNION ALL
        SELECT product_id FROM staging.reviews WHERE ingestion_date = :businessDate) AS rows_with_product
    WHERE NOT EXISTS (
        SELECT FROM if_common.dim_products AS product WHERE product.product_id = rows_with_product.product_id)
    GROUP BY product_id
    UNION ALL
    SELECT 'DATE', CAST(order_date AS text), count(*)
    FROM staging.orders AS o
    WHERE o.ingestion_date = :businessDate AND NOT EXISTS (
        SELECT FROM if_common.dim_dates AS day WHERE day.calendar_dt = o.order_date)
    GROUP BY order_date
    UNION ALL
    SELECT 'ORDER', s.order_id, count(*)
    FROM staging.shipment_deliveries AS s
    WHERE s.ingestion_date = :businessDate AND NOT EXISTS (
        SELECT FROM staging.orders AS o WHERE o.ingestion_date = s.ingestion_date AND o.order_id = s.order_id)
    GROUP BY s.order_id),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY kind ORDER BY name COLLATE "C") AS place FROM named)
INSERT INTO staging.reference_gaps (ingestion_date, kind, missing, affected_rows, examples)
SELECT :businessDate, kinds.kind, count(name), coalesce(sum(mentions), 0),
    coalesce(array_agg(name ORDER BY place) FILTER (WHERE place <= 5), '{}')
FROM (VALUES ('PRODUCT'), ('DATE'), ('ORDER')) AS kinds (kind)
LEFT JOIN ranked USING (kind)
GROUP BY kinds.kind
ON CONFLICT (ingestion_date, kind) DO UPDATE SET
    missing = excluded.missing,
    affected_rows = excluded.affected_rows,
    examples = excluded.examples
