-- rule: no two drivers are linked to one article: one person has one id
-- relation: core.dim_driver
-- severity: warn
with drivers as (
    select * from core.dim_driver
)

select
    article_title,
    count(*) as drivers,
    min(driver_id) as first_driver_id,
    max(driver_id) as last_driver_id
from drivers
where article_title is not null
group by article_title
having count(*) > 1;
