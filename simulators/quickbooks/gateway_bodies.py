"""The bodies that the gateway in front of the API writes; they are not the usual envelope (section 1.4)."""

from datetime import datetime
from xml.sax.saxutils import quoteattr

from simulators.quickbooks.faults_catalogue import THROTTLE_DETAIL, THROTTLE_MESSAGE, throttled
from simulators.quickbooks.values import Body, dumps

NAMESPACE = "http://schema.intuit.com/finance/v3"


def gateway_refusal(*, message: str, detail: str, code: str, kind: str, now: datetime) -> bytes:
    """Write the gateway's lower-case body, which is not the usual envelope (section 1.4, captured)."""
    error: Body = {"message": message, "detail": detail, "code": code, "element": None}
    return dumps(
        {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [error], "type": kind},
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": int(now.timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }
    )


def unauthorized(token: str, now: datetime) -> bytes:
    """Write the 401 body; like the real one it echoes the token, so that careless logging shows in tests."""
    return gateway_refusal(
        message="message=AuthenticationFailed; errorCode=003200; statusCode=401",
        detail=f"Token expired: {token}",
        code="3200",
        kind="AUTHENTICATION",
        now=now,
    )


def wrong_company(now: datetime) -> bytes:
    """Write the 403 body for a token that does not open this company (code 3100, section 1.1)."""
    return gateway_refusal(
        message="message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        detail="The application is not authorised for this company",
        code="3100",
        kind="AUTHORIZATION",
        now=now,
    )


def throttle_xml(time: str) -> bytes:
    """Write the 429 body as captured: XML whatever the Accept header asks for (section 1.4)."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<IntuitResponse time={quoteattr(time)} xmlns={quoteattr(NAMESPACE)}>"
        f'<Fault type="SERVICE"><Error code="3001"><Message>{THROTTLE_MESSAGE}</Message>'
        f"<Detail>{THROTTLE_DETAIL}</Detail></Error></Fault></IntuitResponse>"
    )
    return text.encode()


def throttle_json(time: str) -> bytes:
    """Write the 429 body in the JSON envelope."""
    return dumps({"Fault": throttled().as_json(), "time": time})


def service_unauthorized(time: str) -> bytes:
    """Write the 401 of another layer: XML although JSON was asked for, code 100 (section 1.4)."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<IntuitResponse xmlns={quoteattr(NAMESPACE)} time={quoteattr(time)}>"
        '<Fault type="AuthenticationFault"><Error code="100"><Message>General Authentication Error</Message>'
        "<Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401</Detail>"
        "</Error></Fault></IntuitResponse>"
    )
    return text.encode()
