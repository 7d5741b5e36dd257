"""A web-poet page object, for Scrapy with scrapy-poet and whatever else speaks web-poet."""

from __future__ import annotations

import articlegrab as ag
from articlegrab.integrations.records import missing

try:
    from web_poet import HttpResponse, Returns, WebPage
except ImportError as error:
    raise missing("web-poet", "web-poet") from error


class ArticlePage(WebPage[ag.Article], Returns[ag.Article]):
    """The Article of an HTTP response. A subclass for a site may override `to_item` and change what it gives."""

    async def to_item(self) -> ag.Article:
        """The article. Raises what `articlegrab.extract` raises."""
        response: HttpResponse = self.response
        headers = {name.lower(): value for name, value in response.headers.items()}
        return ag.extract(
            ag.Page(url=str(response.url), status=response.status or 200, headers=headers, body=bytes(response.body))
        )
