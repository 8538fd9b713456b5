"""Delivery status notifications as servers write them, around a reference. All addresses are fictional."""

from __future__ import annotations


def notification(
    reference: str,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 <personne@exemple.test>: Recipient address rejected: User unknown",
    whole: bool = True,
) -> bytes:
    """RFC 3464; ``whole`` sends the message back, else its headers only."""
    returned = "message/rfc822" if whole else "text/rfc822-headers"
    text = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.exemple.test (Mail Delivery System)
To: retours@exemple.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="LIMITE"

This is a MIME-encapsulated message.

--LIMITE
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--LIMITE
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.test
Arrival-Date: Mon, 13 Apr 2026 09:00:00 +0200 (CEST)

Final-Recipient: rfc822; personne@exemple.test
Original-Recipient: rfc822;personne@exemple.test
Action: {action}
Status: {status}
Remote-MTA: dns; mx.exemple.test
Diagnostic-Code: {diagnostic}

--LIMITE
Content-Type: {returned}

From: Levier <ne-pas-repondre@exemple.test>
To: personne@exemple.test
Subject: =?utf-8?q?Rappel?=
Message-ID: <{reference}@exemple.test>
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

Bonjour,
--LIMITE--
"""
    return text.replace("\n", "\r\n").encode()


#: A person's answer that quotes us: not a notification.
ANSWER = (
    b"From: personne@exemple.test\r\nTo: retours@exemple.test\r\nSubject: Re: Rappel\r\n"
    b"Content-Type: text/plain\r\n\r\nJe suis en vacances. Message-ID: <levier-1-20260413090000-00000000000000000000@x>\r\n"
)
