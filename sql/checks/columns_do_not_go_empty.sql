-- rule: no column goes empty that had values in the build before, or in most rows of the season before
-- relation: quality.null_rate
-- severity: warn
with null_rates as (
    select * from quality.null_rate
)

select
    relation,
    column_name,
    season_id,
    row_count,
    alarm
from null_rates
where alarm is not null;
