-- What the commerce pipeline loads and what it makes of it; docs/commerce.md explains the tables. `ingestion_date` is
-- the business date of the set of files, never the day on which it was loaded.
CREATE SCHEMA IF NOT EXISTS staging;
CREATE SCHEMA IF NOT EXISTS analytics;

-- The rows of the three files as they came. Each primary key begins with the date, so it also finds the rows of a date
-- that is replaced.
CREATE TABLE staging.orders (
    ingestion_date date        NOT NULL,
    order_id       varchar(64) NOT NULL CONSTRAINT order_id_is_not_empty CHECK (order_id <> ''),
    customer_id    varchar(64) NOT NULL CONSTRAINT customer_id_is_not_empty CHECK (customer_id <> ''),
    order_date     date        NOT NULL CONSTRAINT order_date_is_a_day CHECK (isfinite(order_date)),
    product_id     varchar(64) NOT NULL CONSTRAINT product_id_is_not_empty CHECK (product_id <> ''),
    unit_price     numeric     NOT NULL CONSTRAINT unit_price_is_an_amount
        CHECK (unit_price >= 0 AND unit_price < 1e14 AND scale(unit_price) <= 4),
    quantity       integer     NOT NULL CONSTRAINT quantity_is_positive CHECK (quantity > 0),
    total_price    numeric     NOT NULL CONSTRAINT total_price_is_an_amount
        CHECK (total_price >= 0 AND total_price < 1e14 AND scale(total_price) <= 4),
    PRIMARY KEY (ingestion_date, order_id)
);

CREATE TABLE staging.reviews (
    ingestion_date date        NOT NULL,
    review         integer     NOT NULL CONSTRAINT review_is_1_to_5 CHECK (review BETWEEN 1 AND 5),
    product_id     varchar(64) NOT NULL CONSTRAINT product_id_is_not_empty CHECK (product_id <> '')
);
CREATE INDEX reviews_of_date ON staging.reviews (ingestion_date);

CREATE TABLE staging.shipment_deliveries (
    ingestion_date date        NOT NULL,
    shipment_id    varchar(64) NOT NULL CONSTRAINT shipment_id_is_not_empty CHECK (shipment_id <> ''),
    order_id       varchar(64) NOT NULL CONSTRAINT order_id_is_not_empty CHECK (order_id <> ''),
    shipment_date  date        CONSTRAINT shipment_date_is_a_day CHECK (isfinite(shipment_date)),
    delivery_date  date        CONSTRAINT delivery_date_is_a_day CHECK (isfinite(delivery_date)),
    PRIMARY KEY (ingestion_date, shipment_id)
);

-- What the files of a date name and nothing explains, one row per date and kind, also if nothing is missing.
CREATE TABLE staging.reference_gaps (
    ingestion_date date   NOT NULL,
    kind           text   NOT NULL CHECK (kind IN ('PRODUCT', 'DATE', 'ORDER')),
    missing        bigint NOT NULL,
    affected_rows  bigint NOT NULL,
    examples       text[] NOT NULL,
    PRIMARY KEY (ingestion_date, kind)
);

-- One row per date and table.
CREATE TABLE analytics.agg_public_holiday (
    ingestion_date   date   PRIMARY KEY,
    tt_order_hol_jan bigint NOT NULL,
    tt_order_hol_feb bigint NOT NULL,
    tt_order_hol_mar bigint NOT NULL,
    tt_order_hol_apr bigint NOT NULL,
    tt_order_hol_may bigint NOT NULL,
    tt_order_hol_jun bigint NOT NULL,
    tt_order_hol_jul bigint NOT NULL,
    tt_order_hol_aug bigint NOT NULL,
    tt_order_hol_sep bigint NOT NULL,
    tt_order_hol_oct bigint NOT NULL,
    tt_order_hol_nov bigint NOT NULL,
    tt_order_hol_dec bigint NOT NULL
);

CREATE TABLE analytics.agg_shipments (
    ingestion_date       date   PRIMARY KEY,
    tt_late_shipments    bigint NOT NULL,
    tt_undelivered_items bigint NOT NULL
);

-- Without a value: no product (there are no reviews), no day (no orders of it), no share (nothing to be a share of).
CREATE TABLE analytics.best_performing_product (
    ingestion_date        date PRIMARY KEY,
    product_name          text,
    most_ordered_day      date,
    is_public_holiday     boolean,
    tt_review_points      bigint,
    pct_one_star_review   numeric(5, 2),
    pct_two_star_review   numeric(5, 2),
    pct_three_star_review numeric(5, 2),
    pct_four_star_review  numeric(5, 2),
    pct_five_star_review  numeric(5, 2),
    pct_early_shipments   numeric(5, 2),
    pct_late_shipments    numeric(5, 2)
);
