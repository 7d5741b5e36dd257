"""Articles in the shapes that other libraries ask for; each module wants the extra of its name.

    langchain     ArticleLoader       addresses, files and pages → LangChain documents
    llama_index   ArticleReader       the same → LlamaIndex documents
    scrapy        ArticlePipeline     items with a response → items with an article
    web_poet      ArticlePage         a page object that gives the Article
    pandas        articles_to_frame   articles → a DataFrame, one row each
"""
