from bench.peers.drivers.job import Job


def test_a_job_goes_to_another_process_and_is_the_same() -> None:
    job = Job("naive", "a talk.wav", "/models/tiny", "en", ("a.json", "b.json"), (0, 1))
    assert Job.from_json(job.to_json()) == job
