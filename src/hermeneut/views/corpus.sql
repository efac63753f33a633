-- What a study's tables mean together. Read by study.py; each statement is one view.
-- `periods` (id, from_, to_) comes from the design, `measured_languages` from passes.py.

-- The last word on each field; an empty value takes a correction back.
create view corrections as
select * exclude (nth) from (
  select *, row_number() over (partition by doc_id, field order by corrected_at desc, rowid desc) as nth
  from corrections_all
) where nth = 1 and value <> '';

-- Where each coded unit stands since pages were read anew; null where it can't be placed.
create view moves as
select * exclude (nth) replace (nullif(to_unit, '') as to_unit) from (
  select *, row_number() over (partition by unit order by moved_at desc, rowid desc) as nth
  from moves_all
) where nth = 1;

-- The last decision of each coder on each unit and variable; several values may hold at once.
create view codings as
select * exclude (latest) from (
  select *, max(coded_at) over (partition by unit, coder, variable) as latest
  from (select c.* replace (coalesce(m.to_unit, c.unit) as unit)
    from codings_all c left join moves m using (unit))
) where coded_at = latest and value <> '';

-- Every unit that was ever drawn for coding, where it stands now; `origin` says where it was drawn.
create view samples as
select s.unit as origin, s.* replace (coalesce(m.to_unit, s.unit) as unit, case when m.to_unit is null then s.text_id
    else regexp_extract(m.to_unit, '^(.*):[0-9]+-[0-9]+$', 1) end as text_id,
  coalesce(try_cast(regexp_extract(m.to_unit, ':([0-9]+)-[0-9]+$', 1) as integer), s."start") as "start",
  coalesce(try_cast(regexp_extract(m.to_unit, ':[0-9]+-([0-9]+)$', 1) as integer), s."end") as "end")
from samples_all s left join moves m using (unit);

-- The last note of each coder on each unit and variable.
create view memos as
select * exclude (nth) from (
  select n.* replace (coalesce(m.to_unit, n.unit) as unit), row_number() over (
    partition by coalesce(m.to_unit, n.unit), coder, variable order by noted_at desc, n.rowid desc
  ) as nth
  from memos_all n left join moves m using (unit)
) where nth = 1 and memo <> '';

-- The last word on each disagreement; several values may hold at once.
create view adjudications as
select * exclude (latest) from (
  select *, max(settled_at) over (partition by unit, variable) as latest
  from (select a.* replace (coalesce(m.to_unit, a.unit) as unit)
    from adjudications_all a left join moves m using (unit))
) where settled_at = latest and value <> '';

-- Files of codings that were taken in.
create view imports as select * from imports_all;

-- What people's codings come to, unit by unit: as settled, or as all who coded it agree; null where
-- they don't. Several values that hold at once stand in one cell. Where coders differ and nothing was
-- settled, `agreed` has the values that all of them gave, `differ` those that some gave.
create view settled as
with sets as (
  select unit, variable, coder, any_value(doc_id) as doc_id, string_agg(value, '; ' order by value) as value
  from codings where kind = 'person' group by unit, variable, coder
), said as (
  select unit, variable, min(doc_id) as doc_id, count(*) as coders,
    count(distinct value) as readings, min(value) as value
  from sets group by unit, variable
), parts as (
  select unit, variable, coalesce(string_agg(part, '; ' order by part) filter (n = coders), '') as agreed,
    string_agg(part, '; ' order by part) filter (n < coders) as differ
  from (
    select unit, variable, value as part, count(distinct coder) as n from codings where kind = 'person' group by all
  ) join said using (unit, variable) where readings > 1 group by unit, variable
), ruled as (
  select unit, variable, min(doc_id) as doc_id, string_agg(value, '; ' order by value) as value
  from adjudications group by unit, variable
)
select coalesce(s.unit, r.unit) as unit, coalesce(s.doc_id, r.doc_id) as doc_id,
  coalesce(s.variable, r.variable) as variable,
  coalesce(r.value, case when readings = 1 then s.value end) as value,
  coalesce(coders, 0) as coders,
  case when r.value is not null then 'adjudicated' when coders = 1 then 'one coder'
    when readings = 1 then 'agreed' else 'open' end as how,
  if(r.value is null, p.agreed, null) as agreed, if(r.value is null, p.differ, null) as differ
from said s full join ruled r on s.unit = r.unit and s.variable = r.variable
  left join parts p on p.unit = s.unit and p.variable = s.variable;

-- Of an article captured page by page the first page's document holds the whole text.
-- Captured again, the latest counts, a page before a bibliography's facts; what it lacks is taken
-- from the other captures; a person's word is laid over the machine's. A host's outlet has one
-- name, in one spelling: a page that doesn't say what it is called is called as the host's others.
create view documents as
with whole as (
  select d.* replace (
    if(c.page is null, d.text_id, c.text_id) as text_id,
    if(c.page is null, d.words, c.words) as words,
    coalesce(c.completeness, d.completeness) as completeness,
    if(c.page is null, d.reason, c.reason) as reason
  )
  from documents_machine d left join continuations c using (doc_id, capture_id)
), ranked as (
  select w.*, row_number() over (
    partition by doc_id
    order by text_id is not null desc, completeness <> 'unreadable' desc, w.fetched_at desc, k.warc desc,
      k."offset" desc, capture_id desc  -- of one moment: what was added last
  ) as nth
  from whole w left join captures k using (capture_id)
), known as (
  select doc_id,
    arg_min(title, nth) as title,
    arg_min(case when len(authors) > 0 then authors end, nth) as authors,
    arg_min(outlet, nth) as outlet,
    arg_min(published, nth) as published,
    arg_min(form, nth) as form,
    arg_min(venue, nth) as venue,
    arg_min(rating, nth) as rating,
    arg_min(rating_value, nth) as rating_value,
    arg_min(language, nth) as language,
    arg_min(copy_of, nth) as copy_of
  from ranked group by doc_id
), sited as (  -- each document's host, and whether it was named by it for want of a better name
  select known.doc_id, known.outlet, regexp_extract(lower(r.url), '^https?://' || archive || prefix || '([^/:?#]+)', 1) as host,
    regexp_replace(lower(known.outlet), '^' || prefix, '') = host as bare,
    regexp_replace(
      regexp_replace(strip_accents(lower(known.outlet)), '^(the|der|die|das|le|la|el|il) ', ''), '[^\p{L}\p{N}]+', '', 'g'
    ) as folded
  from known join ranked r on r.doc_id = known.doc_id and r.nth = 1,
    (select '(?:(?:www[0-9]?|m|mobile?|wap|touch|amp|embed)\.)?' as prefix, '(?:web\.archive\.org/web/[^/]+/(?:https?:/+)?)?' as archive)
  where known.outlet is not null
), spelt as (  -- what a host's pages call it, each name in its commonest spelling
  select host, folded, first(outlet order by n desc, outlet) as outlet from (
    select host, outlet, folded, count(*) as n
    from sited where host <> '' and not bare group by host, outlet, folded
  ) group by host, folded
), sole as (  -- a host that holds many outlets, by path, names none of them
  select host, any_value(outlet) as outlet from spelt
  where host not in ('medium.com', 'sites.google.com', 'substack.com', 'tumblr.com', 'linkedin.com', 'academia.edu')
  group by host having count(*) = 1
), called as (
  select s.doc_id, case when bare then coalesce(sole.outlet, s.host) else coalesce(spelt.outlet, s.outlet) end as outlet
  from sited s left join sole using (host)
    left join spelt on spelt.host = s.host and spelt.folded = s.folded
), bare as (
  select outlet, capture_id, rating, try_cast(rating as float) as number
  from documents_machine where rating is not null
), scale as (  -- out of how many bare numbers are: an outlet's, or a table's that has no other ratings
  select 'outlet' as of, outlet as source, max(number) as most from bare
  where outlet is not null group by outlet having count(number) >= 10 and min(number) >= 0
  union all
  select 'table', capture_id, max(number) from bare
  group by capture_id having count(number) >= 10 and count(number) = count(*) and min(number) >= 0
), best as (
  select of, source, case when most <= 5 then 5 when most <= 10 then 10 when most <= 100 then 100 end as best
  from scale
), fix as (
  select doc_id,
    max(value) filter (field = 'title') as title,
    max(value) filter (field = 'authors') as authors,
    max(value) filter (field = 'outlet') as outlet,
    max(value) filter (field = 'published') as published,
    max(value) filter (field = 'dated') as dated,
    max(why) filter (field = 'dated') as dated_why,
    max(value) filter (field = 'form') as form,
    max(value) filter (field = 'venue') as venue,
    max(value) filter (field = 'rating') as rating,
    max(value) filter (field = 'language') as language,
    max(value) filter (field = 'copy_of') as copy_of,
    max(value) filter (field = 'completeness') as completeness
  from corrections group by doc_id
)
select d.* exclude (nth) replace (
  coalesce(fix.title, known.title) as title,
  coalesce(string_split(fix.authors, '; '), known.authors, []) as authors,
  coalesce(fix.outlet, called.outlet) as outlet,
  -- a person's interval takes the place of the machine's date, and gives way to a person's
  coalesce(fix.published, if(fix.dated is null, known.published, null)) as published,
  coalesce(fix.form, known.form) as form,
  coalesce(fix.venue, known.venue) as venue,
  coalesce(fix.rating, known.rating) as rating,
  -- a person's rating has the value of its fraction; a bare number that of its outlet's or its table's scale
  case
    when fix.rating is not null then
      try_cast(split_part(fix.rating, '/', 1) as float) / nullif(try_cast(split_part(fix.rating, '/', 2) as float), 0)
    when known.rating_value is not null then known.rating_value
    else try_cast(known.rating as float) / coalesce(outlets.best, tables.best)
  end as rating_value,
  case when fix.published is not null then null when fix.dated is not null then fix.dated
    when known.published is null then d.dated end as dated,
  case when fix.published is not null then null when fix.dated is not null then fix.dated_why
    when known.published is null then d.dated_why end as dated_why,
  coalesce(fix.language, known.language) as language,
  coalesce(fix.copy_of, known.copy_of) as copy_of,
  coalesce(fix.completeness, d.completeness) as completeness
)
from ranked d join known using (doc_id) left join called using (doc_id) left join fix using (doc_id)
  left join best outlets on outlets.of = 'outlet' and outlets.source = d.outlet
  left join best tables on tables.of = 'table' and tables.source = d.capture_id
where d.nth = 1;

-- One row a document, with the step at which it left the study, if it did. Of documents with one
-- text, or with versions of one, the earliest stays, of those that would stay for all else: a text is
-- never lost as a copy, nor the whole for a part. Who says that a document copies itself takes it out
-- of its group.
create view corpus as
with about as (
  select s.doc_id, list(distinct s.subject order by s.subject) as found
  from subjects s join documents d using (doc_id, capture_id)
  where s.verdict = 'about' group by s.doc_id
), said as (
  select doc_id, list_filter(string_split(value, '; '), lambda x : x not in ('none', '')) as found
  from corrections where field = 'about'
), itself as (
  select doc_id from corrections c join documents d using (doc_id)
  where c.field = 'copy_of' and c.value = d.url
), joined as (
  select d.* replace (nullif(copy_of, url) as copy_of),
    case when itself.doc_id is not null then d.doc_id
      else coalesce(v.cluster, d.text_id, d.doc_id) end as version_of,
    v.kind, v.similarity, v.contained, v.representative,
    try_cast(regexp_extract(d.published, '^[0-9]{4}') as integer) as year,
    coalesce(said.found, about.found, []) as subjects
  from documents d left join about using (doc_id) left join said using (doc_id)
    left join itself using (doc_id) left join duplicates v using (doc_id)
), placed as (
  select *, row_number() over standing as nth,
    first_value(coalesce(title, url)) over standing as stands,
    first_value(similarity) over standing as its_similarity,
    first_value(kind) over standing as its_kind
  from joined
  window standing as (
    partition by version_of
    order by
      completeness in ('unreadable', 'not an article') or copy_of is not null,
      len(subjects) = 0,
      completeness is distinct from 'whole',
      coalesce(kind in ('abridged', 'excerpt'), false),
      coalesce(not representative, false),
      published nulls last, url, doc_id
  )
), decided as (
  select * exclude (nth),
    array_to_string(subjects, '+') as subject,
    case
      when completeness = 'unreadable' then 'not fetched'
      when completeness = 'not an article' then 'not an article'
      when copy_of is not null or nth > 1 then 'copy'
      when len(subjects) = 0 then 'not about'
      when text_id is null then 'no text'
      when completeness is distinct from 'whole' then 'not whole'
      when coalesce(language, '') not in (select language from measured_languages) then 'language'
    end as left_out
  from placed
)
select d.* exclude (
    version_of, kind, similarity, contained, representative, stands, its_similarity, its_kind
  ),
  (select min(p.id) from periods p where d.year between p.from_ and p.to_) as period,
  left_out is null or left_out in ('no text', 'not whole', 'language') as counted,
  left_out is null as measured,
  case left_out
    when 'not fetched' then coalesce(reason, 'could not be read')
    when 'not an article' then coalesce(reason, 'not an article')
    when 'copy' then coalesce(
      'copy of ' || copy_of,
      case
        when kind in ('abridged', 'excerpt') then
          if(kind = 'abridged', 'abridged from ', 'excerpt of ') || stands || ' ('
            || floor(100 * contained)::integer || ' % of it stands there)'
        when kind is not null then
          case when its_kind in ('abridged', 'excerpt') then 'fuller version of '
            when kind = 'same page' then 'same page as '
            when kind = 'update' then 'update of '
            when its_kind = 'update' then 'earlier version of '
            else 'reprint of ' end || stands || ' ('
            || floor(100 * least(similarity, its_similarity))::integer || ' % alike)'
      end,
      'the same text stands elsewhere'
    )
    when 'not about' then 'not about the study''s subjects'
    when 'no text' then 'facts only, no text'
    when 'not whole' then coalesce(completeness, 'unknown') || coalesce(': ' || reason, '')
    when 'language' then coalesce(
      'not in a measured language: ' || language, 'too short to tell its language')
  end as why
from decided d;

-- The verdicts of each counted document, side by side and never mixed: the writer's own evaluation (as
-- people coded it, else the machine's, which is then not checked), the rating given, the consensus reported.
create view verdicts as
select c.doc_id, c.text_id, coalesce(s.value, e.evaluation) as evaluation, s.value is not null as checked,
  s.value as coded, e.evaluation as machine, e.score, c.rating, c.rating_value, e.consensus
from corpus c left join evaluations e using (text_id)
  left join settled s on s.doc_id = c.doc_id and s.variable = 'evaluation'
where c.counted;
