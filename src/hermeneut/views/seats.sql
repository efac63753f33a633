-- Views of a study that has measures of its own (rows of `labels`); without any, the views of seats are
-- what the passes wrote. Read by study.py after corpus.sql.

-- Where a study's own measure has a seat, what it says stands in the place of the shipped one's: of
-- all passages of measured documents or of none, so that one share is never of two measures. What
-- was answered and can't be read has no value; where that is more than a tenth, or something is still
-- to be asked, the shipped measure keeps the seat.
create table seated as
select variable from labels l
where seat is not null and (
  text_id in (select text_id from corpus where measured)
  or text_id not in (select text_id from corpus where text_id is not null))
group by variable having count(*) filter (error is not null and error not in (
  'not-json', 'not-as-asked', 'not-in-codebook', 'cut-off', 'http-400', 'http-413', 'http-422')) = 0
  and count(*) filter (error is not null) <= 0.1 * count(*);

create view themes as
select *, 'pass' as "by" from themes_machine
where not exists (select 1 from seated where variable in ('themes', theme))
union all by name
select text_id, "start", "end", variable as theme, if(value = 'yes', score, 1 - score) as score,
  value = 'yes' as holds, "by"
from labels where seat = 'themes' and variable <> 'themes' and value is not null
  and variable in (select variable from seated)
  and 'themes' not in (select variable from seated)
union all by name
select text_id, "start", "end", unnest(string_split(value, '; ')) as theme, 1::float as score,
  true as holds, "by"
from labels where variable = 'themes' and value not in ('none', 'unclear')
  and variable in (select variable from seated);

create view positions as
select *, 'pass' as "by" from positions_machine
where proposition not in (select variable from seated)
union all by name
select text_id, "start", "end", variable as proposition, value as position, value as own,
  false as conceding, if(value = 'for', score, 0) as favour, if(value = 'against', score, 0) as against,
  [{'start': "start", 'end': "end"}] as carries, "by"
from labels where seat = 'positions' and value is not null
  and variable in (select variable from seated);

create macro share_of(shares, name) as
  coalesce(list_filter(shares, lambda one : one.value = name)[1].share, 0)::float;

create view referents as
select *, 'pass' as "by" from referents_machine
where 'referent' not in (select variable from seated)
union all by name
select text_id, "start", "end", value as referent, 0 as cues,
  if("by" = 'head', share_of(shares, value), 1)::float as share, shares, "by"
from labels where seat = 'referents' and value not in ('none', 'unclear')
  and 'referent' in (select variable from seated);

create view sentiments as
select *, 'pass' as "by" from sentiments_machine
where 'sentiment' not in (select variable from seated)
union all by name
select m.* replace (l.value as polarity, share_of(l.shares, 'negative') as negative,
  share_of(l.shares, 'neutral') as neutral, share_of(l.shares, 'positive') as positive), l."by"
from labels l join sentiments_machine m using (text_id, "start", "end")
where l.seat = 'sentiments' and 'sentiment' in (select variable from seated);

create view roles as
select *, 'pass' as "by" from roles_machine where 'role' not in (select variable from seated)
union all by name
select m.* replace (l.value as role, share_of(l.shares, 'plot') as plot,
  share_of(l.shares, 'argument') as argument, share_of(l.shares, 'evaluation') as evaluation,
  share_of(l.shares, 'background') as background, share_of(l.shares, 'other') as other), l."by"
from labels l join roles_machine m using (text_id, "start", "end")
where l.seat = 'roles' and 'role' in (select variable from seated);
