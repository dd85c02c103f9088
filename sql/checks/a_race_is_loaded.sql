-- rule: documents lead to races: an empty warehouse does not replace a full one
-- relation: core.dim_race
-- severity: error
with counts as (
    select
        (select count(*) from core.dim_race) as races,
        (select count(*) from staging.document) as documents
)

select
    races,
    documents
from counts
where races = 0;
