-- Shipments that are late: sent 6 days after the order or more, and not delivered.
-- Shipments that are undelivered: neither sent nor delivered, and the order is 15 days old or more on the business date.
-- A shipment without its order in the set is neither; staging.reference_gaps counts those.
INSERT INTO analytics.agg_shipments (ingestion_date, tt_late_shipments, tt_undelivered_items)
SELECT
    :businessDate,
    count(*) FILTER (WHERE s.shipment_date >= o.order_date + 6 AND s.delivery_date IS NULL),
    count(*) FILTER (
        WHERE s.shipment_date IS NULL AND s.delivery_date IS NULL AND :businessDate >= o.order_date + 15)
FROM staging.shipment_deliveries AS s
JOIN staging.orders AS o ON o.ingestion_date = s.ingestion_date AND o.order_id = s.order_id
WHERE s.ingestion_date = :businessDate
ON CONFLICT (ingestion_date) DO UPDATE SET
    tt_late_shipments = excluded.tt_late_shipments,
    tt_undelivered_items = excluded.tt_undelivered_items
