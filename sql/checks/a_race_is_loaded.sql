-- rule: documents lead to at least one race (a build without any does not replace one with races)
-- relation: core.dim_race
-- severity: warn
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
