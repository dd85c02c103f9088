-- rule: every correction finds the text that it expects
-- relation: quality.correction
-- severity: error
with corrections as (
    select * from quality.correction
)

select
    line_number,
    problem
from corrections
where status != 'applied';
