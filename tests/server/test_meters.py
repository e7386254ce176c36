from server.meters import Meters


def test_what_prometheus_reads() -> None:
    meters = Meters()
    meters.stage("final", 0.4)
    meters.stage("final", -1.0)
    meters.lag(0.2)
    meters.engine("recognize", 0.1)
    meters.engine("recognize", 0.3)
    meters.engine("final", 0.3)
    meters.dropped("speech")
    meters.refused("busy")
    meters.answered(204)
    meters.watch("rooms", "Open rooms", lambda: 3)
    meters.watch_queue("recognizer", lambda: 7)
    page = meters.page().decode()
    for line in (
        'dragoman_stage_seconds_count{stage="final"} 2.0',
        'dragoman_stage_seconds_bucket{le="0.35",stage="final"} 1.0',
        "dragoman_lag_seconds_count 1.0",
        'dragoman_engine_seconds_bucket{le="0.2",stage="recognize"} 1.0',
        'dragoman_engine_seconds_count{stage="recognize"} 2.0',
        'dragoman_dropped_total{what="speech"} 1.0',
        'dragoman_refused_total{why="busy"} 1.0',
        'dragoman_requests_total{status="2xx"} 1.0',
        "dragoman_rooms 3.0",
        'dragoman_queue_depth{queue="recognizer"} 7.0',
    ):
        assert line in page.splitlines()
    assert 'dragoman_engine_seconds_count{stage="final"}' not in page


def test_two_servers_in_one_process_do_not_meet() -> None:
    one, other = Meters(), Meters()
    one.refused("busy")
    assert "busy" not in other.page().decode()
