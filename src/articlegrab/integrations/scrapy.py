"""Scrapy: the article of a response, and an item pipeline that puts it into items."""

from __future__ import annotations

from typing import Any

import articlegrab as ag
from articlegrab.integrations.records import missing

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.http import Response
except ImportError as error:
    raise missing("scrapy", "scrapy") from error


def article_of(response: Response) -> ag.Article:
    """The article of a response, read from its bytes and headers; nothing is fetched again.

    Raises what `articlegrab.extract` raises.
    """
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return ag.extract(ag.Page(url=response.url, status=response.status, headers=headers, body=response.body))


class ArticlePipeline:
    """Replaces an item's `response` by its `article`, as the JSON that `Article.model_dump` gives.

    Switch it on with `ITEM_PIPELINES = {"articlegrab.integrations.scrapy.ArticlePipeline": 300}` and yield
    `{"response": response}`, with whatever else belongs to the item. Items without a response pass as they are; those
    whose page holds no article are dropped, with the reason in Scrapy's log.
    """

    def process_item(self, item: Any) -> Any:
        """Put in the article. Raises DropItem where there is none."""
        adapter = ItemAdapter(item)
        if not isinstance(response := adapter.get("response"), Response):
            return item
        try:
            adapter["article"] = article_of(response).model_dump(mode="json")
        except ag.ExtractError as error:
            raise DropItem(f"{response.url}: {error.message} ({error.code})") from error
        del adapter["response"]
        return item
