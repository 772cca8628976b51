"""What a dashboard counts, by hand: the bare SQL that `dashboard.py` measures it against."""

DAY = "(%s AT TIME ZONE 'Europe/Berlin')::date"
PEOPLE = """SELECT program_id, role, state, count(*), count(signed_up_at) FROM programs_participation
    WHERE program_id = ANY(%s) GROUP BY 1, 2, 3"""
TANDEMS = f"""SELECT tandem.program_id, state, own_rhythm_weeks, {DAY % "started_at"}, {DAY % "ended_at"},
        {DAY % "last"}, count(*)
    FROM tandems_tandem AS tandem LEFT JOIN (
        SELECT tandem_id, max(starts_at) AS last FROM tandems_meeting WHERE state = 'held' GROUP BY tandem_id
    ) AS met ON met.tandem_id = tandem.id
    WHERE tandem.program_id = ANY(%s) GROUP BY 1, 2, 3, 4, 5, 6"""
IN_TANDEMS = """SELECT program_id, count(DISTINCT mentee_id), count(DISTINCT mentor_id) FROM tandems_tandem
    WHERE program_id = ANY(%s) AND started_at IS NOT NULL GROUP BY 1"""
PLAN = f"""SELECT program_id, planned_week, meeting.state, tandem.state, count(*)
    FROM tandems_meeting AS meeting JOIN tandems_tandem AS tandem ON tandem.id = meeting.tandem_id
    WHERE program_id = ANY(%s) AND NOT is_extra AND started_at IS NOT NULL
        AND (ended_at IS NULL OR planned_week <= {DAY % "ended_at"})
    GROUP BY 1, 2, 3, 4"""
HELD = """SELECT program_id, date_trunc('month', starts_at AT TIME ZONE 'Europe/Berlin'), count(*), sum(minutes)
    FROM tandems_meeting AS meeting JOIN tandems_tandem AS tandem ON tandem.id = meeting.tandem_id
    WHERE program_id = ANY(%s) AND meeting.state = 'held' GROUP BY 1, 2"""
MOVES = """SELECT program_id, date_trunc('month', happened_at AT TIME ZONE 'Europe/Berlin'), count(*)
    FROM people_auditevent WHERE program_id = ANY(%s) AND event = 'meeting.moved' GROUP BY 1, 2"""
ASKED = """SELECT program_id, wave.id, state, count(*)
    FROM evaluation_invitation AS invitation JOIN evaluation_wave AS wave ON wave.id = invitation.wave_id
    WHERE program_id = ANY(%s) GROUP BY 1, 2, 3"""
INSIGHTS = "SELECT program_id, topic_id, count(*) FROM journals_insight WHERE program_id = ANY(%s) GROUP BY 1, 2"
PUBLISHED = "SELECT program_id, tables, covered FROM evaluation_publishedfigures WHERE program_id = ANY(%s)"
BARE = (PEOPLE, TANDEMS, IN_TANDEMS, PLAN, HELD, MOVES, ASKED, INSIGHTS, PUBLISHED)
BARE_ANSWERS = """SELECT wave.id, response.role, question.code, answer.topic_id, count(*), sum(answer.value),
        sum(answer.value * answer.value)
    FROM evaluation_answer AS answer JOIN evaluation_response AS response ON response.id = answer.response_id
    JOIN evaluation_wave AS wave ON wave.id = response.wave_id
    JOIN evaluation_question AS question ON question.id = answer.question_id
    WHERE wave.program_id = %s GROUP BY 1, 2, 3, 4"""
