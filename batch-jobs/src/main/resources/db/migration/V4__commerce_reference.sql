-- What the analytics look things up in. A warehouse that has these tables keeps them: each is made only if it is missing
-- and filled only if it is empty.
CREATE SCHEMA IF NOT EXISTS if_common;

-- The public holidays, to be replaced by those of another country: docs/commerce.md. Seeded with those of all of Germany.
CREATE TABLE IF NOT EXISTS if_common.public_holidays (
    holiday_dt   date PRIMARY KEY,
    holiday_name text NOT NULL
);
INSERT INTO if_common.public_holidays (holiday_dt, holiday_name)
SELECT seed.holiday_dt, seed.holiday_name
FROM (
    SELECT make_date(y.year_num, fixed.month_num, fixed.day_num) AS holiday_dt, fixed.holiday_name
    FROM generate_series(2015, 2040) AS y (year_num)
    CROSS JOIN (VALUES
        (1, 1, 'New Year''s Day'), (5, 1, 'Labour Day'), (10, 3, 'German Unity Day'),
        (12, 25, 'Christmas Day'), (12, 26, 'Boxing Day')) AS fixed (month_num, day_num, holiday_name)
    UNION ALL
    SELECT easter.sunday + moveable.days, moveable.holiday_name
    FROM (VALUES
        (DATE '2015-04-05'), (DATE '2016-03-27'), (DATE '2017-04-16'), (DATE '2018-04-01'), (DATE '2019-04-21'),
        (DATE '2020-04-12'), (DATE '2021-04-04'), (DATE '2022-04-17'), (DATE '2023-04-09'), (DATE '2024-03-31'),
        (DATE '2025-04-20'), (DATE '2026-04-05'), (DATE '2027-03-28'), (DATE '2028-04-16'), (DATE '2029-04-01'),
        (DATE '2030-04-21'), (DATE '2031-04-13'), (DATE '2032-03-28'), (DATE '2033-04-17'), (DATE '2034-04-09'),
        (DATE '2035-03-25'), (DATE '2036-04-13'), (DATE '2037-04-05'), (DATE '2038-04-25'), (DATE '2039-04-10'),
        (DATE '2040-04-01')) AS easter (sunday)
    CROSS JOIN (VALUES
        (-2, 'Good Friday'), (1, 'Easter Monday'), (39, 'Ascension Day'), (50, 'Whit Monday')) AS moveable (days, holiday_name)
    UNION ALL
    VALUES (DATE '2017-10-31', 'Reformation Day, 500 years')) AS seed
WHERE NOT EXISTS (SELECT FROM if_common.public_holidays);

-- The calendar; weeks begin on Monday, as in ISO 8601: 6 and 7 are the weekend.
CREATE TABLE IF NOT EXISTS if_common.dim_dates (
    calendar_dt           date PRIMARY KEY,
    year_num              integer NOT NULL,
    month_of_the_year_num integer NOT NULL CHECK (month_of_the_year_num BETWEEN 1 AND 12),
    day_of_the_month_num  integer NOT NULL CHECK (day_of_the_month_num BETWEEN 1 AND 31),
    day_of_the_week_num   integer NOT NULL CHECK (day_of_the_week_num BETWEEN 1 AND 7),
    working_day           boolean NOT NULL
);
INSERT INTO if_common.dim_dates
    (calendar_dt, year_num, month_of_the_year_num, day_of_the_month_num, day_of_the_week_num, working_day)
SELECT CAST(day AS date), extract(year FROM day), extract(month FROM day), extract(day FROM day), extract(isodow FROM day),
    extract(isodow FROM day) <= 5 AND NOT EXISTS (
        SELECT FROM if_common.public_holidays AS holiday WHERE holiday.holiday_dt = CAST(day AS date))
FROM generate_series(TIMESTAMP '2015-01-01', TIMESTAMP '2040-12-31', INTERVAL '1 day') AS calendar (day)
WHERE NOT EXISTS (SELECT FROM if_common.dim_dates);

CREATE TABLE IF NOT EXISTS if_common.dim_products (
    product_id       varchar(64) PRIMARY KEY,
    product_category text NOT NULL,
    product_name     text NOT NULL
);
INSERT INTO if_common.dim_products (product_id, product_category, product_name)
SELECT seed.product_id, seed.product_category, seed.product_name
FROM (VALUES
        ('P-001', 'Kitchen', 'Cast-Iron Pan 28 cm'),
        ('P-002', 'Kitchen', 'Chef''s Knife'),
        ('P-003', 'Kitchen', 'Electric Kettle'),
        ('P-004', 'Kitchen', 'Hand Blender'),
        ('P-005', 'Kitchen', 'Glass Teapot'),
        ('P-006', 'Home', 'Wool Blanket'),
        ('P-007', 'Home', 'Desk Lamp'),
        ('P-008', 'Home', 'Wall Clock'),
        ('P-009', 'Home', 'Cotton Towel Set'),
        ('P-010', 'Home', 'Door Mat'),
        ('P-011', 'Garden', 'Pruning Shears'),
        ('P-012', 'Garden', 'Watering Can 10 l'),
        ('P-013', 'Garden', 'Raised Bed'),
        ('P-014', 'Garden', 'Garden Hose 25 m'),
        ('P-015', 'Garden', 'Bird Feeder'),
        ('P-016', 'Electronics', 'Wireless Headphones'),
        ('P-017', 'Electronics', 'USB-C Charger 65 W'),
        ('P-018', 'Electronics', 'Mechanical Keyboard'),
        ('P-019', 'Electronics', 'Webcam'),
        ('P-020', 'Electronics', 'E-Book Reader'),
        ('P-021', 'Sports', 'Yoga Mat'),
        ('P-022', 'Sports', 'Kettlebell 12 kg'),
        ('P-023', 'Sports', 'Trail Running Shoes'),
        ('P-024', 'Sports', 'Bicycle Helmet'),
        ('P-025', 'Sports', 'Swimming Goggles'),
        ('P-026', 'Toys', 'Wooden Train Set'),
        ('P-027', 'Toys', 'Puzzle, 1000 Pieces'),
        ('P-028', 'Toys', 'Building Bricks'),
        ('P-029', 'Toys', 'Board Game Classic'),
        ('P-030', 'Toys', 'Plush Bear'),
        ('P-031', 'Books', 'World Atlas'),
        ('P-032', 'Books', 'Cookbook of the Alps'),
        ('P-033', 'Books', 'Field Guide to Birds'),
        ('P-034', 'Books', 'Crime Novel'),
        ('P-035', 'Books', 'Picture Dictionary'),
        ('P-036', 'Office', 'Fountain Pen'),
        ('P-037', 'Office', 'Notebook A5, Dotted'),
        ('P-038', 'Office', 'Stapler'),
        ('P-039', 'Office', 'Ergonomic Mouse'),
        ('P-040', 'Office', 'Paper Shredder')) AS seed (product_id, product_category, product_name)
WHERE NOT EXISTS (SELECT FROM if_common.dim_products);

CREATE TABLE IF NOT EXISTS if_common.dim_addresses (
    postal_code varchar(16) PRIMARY KEY,
    country     text NOT NULL,
    region      text NOT NULL,
    state       text NOT NULL,
    address     text NOT NULL
);
INSERT INTO if_common.dim_addresses (postal_code, country, region, state, address)
SELECT seed.postal_code, seed.country, seed.region, seed.state, seed.address
FROM (VALUES
        ('10115', 'Germany', 'Berlin', 'Berlin', 'Invalidenstrasse 12'),
        ('20095', 'Germany', 'Hamburg', 'Hamburg', 'Moenckebergstrasse 7'),
        ('80331', 'Germany', 'Oberbayern', 'Bavaria', 'Sendlinger Strasse 41'),
        ('50667', 'Germany', 'Cologne', 'North Rhine-Westphalia', 'Hohe Strasse 68'),
        ('01067', 'Germany', 'Dresden', 'Saxony', 'Wilsdruffer Strasse 3'),
        ('70173', 'Germany', 'Stuttgart', 'Baden-Wuerttemberg', 'Koenigstrasse 25'),
        ('60311', 'Germany', 'Darmstadt', 'Hesse', 'Berliner Strasse 19'),
        ('28195', 'Germany', 'Bremen', 'Bremen', 'Obernstrasse 54')) AS seed (postal_code, country, region, state, address)
WHERE NOT EXISTS (SELECT FROM if_common.dim_addresses);

CREATE TABLE IF NOT EXISTS if_common.dim_customers (
    customer_id   varchar(64) PRIMARY KEY,
    customer_name text NOT NULL,
    postal_code   varchar(16) NOT NULL
);
INSERT INTO if_common.dim_customers (customer_id, customer_name, postal_code)
SELECT seed.customer_id, seed.customer_name, seed.postal_code
FROM (VALUES
        ('C-00001', 'Ada Brandt', '10115'),
        ('C-00002', 'Ben Okafor', '20095'),
        ('C-00003', 'Clara Nowak', '80331'),
        ('C-00004', 'David Stein', '50667'),
        ('C-00005', 'Elif Kaya', '01067'),
        ('C-00006', 'Felix Maurer', '70173'),
        ('C-00007', 'Greta Lindqvist', '60311'),
        ('C-00008', 'Hannah Vogel', '28195'),
        ('C-00009', 'Ivo Petrov', '10115'),
        ('C-00010', 'Jana Adeyemi', '20095'),
        ('C-00011', 'Karl Winter', '80331'),
        ('C-00012', 'Lea Rossi', '50667')) AS seed (customer_id, customer_name, postal_code)
WHERE NOT EXISTS (SELECT FROM if_common.dim_customers);
