-- core.dim_manufacturer: one row a manufacturer
-- domain: entrants
create table core.dim_manufacturer (
    manufacturer_id text not null,
    manufacturer_name text not null,
    primary key (manufacturer_id)
);

comment on table core.dim_manufacturer is 'one row a manufacturer';
comment on column core.dim_manufacturer.manufacturer_id is 'the manufacturer, such as chevrolet';
comment on column core.dim_manufacturer.manufacturer_name is 'its name, in the spelling used most';
