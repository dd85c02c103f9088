-- core.dim_driver: one row a driver
-- domain: entrants
create table core.dim_driver (
    driver_id text not null,
    driver_name text not null,
    article_title text,
    primary key (driver_id)
);

comment on table core.dim_driver is 'one row a driver';
comment on column core.dim_driver.driver_id is 'the driver, such as ross-chastain';
comment on column core.dim_driver.driver_name is
'the name without markers, in the spelling used most';
comment on column core.dim_driver.article_title is
'title of the driver''s Wikipedia article, where the source links to it';
