-- rule: every team that a fact names is in dim_team
-- relation: core.dim_team
-- severity: error
with mentions as (
    select
        'core.fct_entry' as relation,
        team_id,
        document_id
    from core.fct_entry
    union all
    select
        'core.fct_practice_result' as relation,
        team_id,
        document_id
    from core.fct_practice_result
    union all
    select
        'core.fct_qualifying_result' as relation,
        team_id,
        document_id
    from core.fct_qualifying_result
    union all
    select
        'core.fct_stage_result' as relation,
        team_id,
        document_id
    from core.fct_stage_result
    union all
    select
        'core.fct_race_result' as relation,
        team_id,
        document_id
    from core.fct_race_result
),

known as (
    select * from core.dim_team
)

select distinct
    mentions.relation,
    mentions.team_id,
    mentions.document_id
from mentions
left join known on mentions.team_id = known.team_id
where mentions.team_id is not null and known.team_id is null;
