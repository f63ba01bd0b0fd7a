-- The rules of the ledger (contract, sections 5 to 7), for one type of subject.
--
-- Reads   subject (subject_id, class_no, since, until)     until: the day it no longer exists; null: no end
--         fact (subject_id, activity, measure, occurred_on, quantity)        quantity: ten-thousandths
--         exemption (subject_id, activity, from_day, to_day)        activity null: all; a day null: no end
--         selected (class_no, duty_no), calendar (activity, measure, day, tally_no),
--         demand (demand_no, duty_no, tally_no, activity, starts, ends, whole, is_past, optional,
--                 required, at_most)                                  all three compiled from the plans
-- Gives   one row a due: subject_id, demand_no, achieved, status, excess
--
-- The same text runs on DuckDB, Apache Spark and SQLite: it joins, filters, sums and compares, no more.

with

-- what was done: a fact adds to every period of its activity and measure that holds its day (section 6)
achieved as (
    select f.subject_id, c.tally_no, sum(coalesce(f.quantity, 10000)) as amount
    from fact f
    join calendar c
        on c.activity = f.activity
        and c.measure = coalesce(f.measure, '')
        and c.day = f.occurred_on
    group by f.subject_id, c.tally_no
),

-- demands that an exemption covers on the last day of their period (section 7)
exempted as (
    select distinct e.subject_id, d.demand_no
    from exemption e
    join demand d
        on (e.activity is null or e.activity = d.activity)
        and (e.from_day is null or e.from_day <= d.ends)
        and (e.to_day is null or e.to_day >= d.ends)
),

-- dues that exist: the class selects the duty, and the subject exists on some day of the period (section 5)
due as (
    select
        s.subject_id,
        d.demand_no,
        d.tally_no,
        d.required,
        d.at_most,
        d.is_past,
        d.optional,
        d.whole
            and (s.since is null or s.since <= d.starts)
            and (s.until is null or s.until > d.ends) as demanded
    from subject s
    join selected c on c.class_no = s.class_no
    join demand d on d.duty_no = c.duty_no
    where (s.since is null or s.since <= d.ends)
        and (s.until is null or s.until > d.starts)
        and (s.since is null or s.until is null or s.since < s.until)
)

select
    due.subject_id,
    due.demand_no,
    coalesce(achieved.amount, 0) as achieved,
    case
        when coalesce(achieved.amount, 0) >= due.required then 'met'
        when exempted.demand_no is not null then 'exempt'
        when not due.demanded then 'partial'
        when not due.is_past then 'open'
        when due.optional then 'optional'
        else 'overdue'
    end as status,
    coalesce(achieved.amount > due.at_most, false) as excess
from due
left join achieved on achieved.subject_id = due.subject_id and achieved.tally_no = due.tally_no
left join exempted on exempted.subject_id = due.subject_id and exempted.demand_no = due.demand_no
