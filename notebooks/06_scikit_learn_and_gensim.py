# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6 · I already work with scikit-learn or gensim
#
# The Vietnamese part and the seeded engines are scikit-learn estimators, and a fitted model goes to gensim.

# %%
import toolkit as tk
from toolkit.estimators import GuidedLDA, GuidedNMF, VietnameseVectorizer

corpus = tk.resolve_dates(tk.clean(tk.sample_corpus()))
texts = corpus.kept["text"].tolist()[:600]
seeds = {
    "citizen_protection": ["bảo hộ công dân", "cơ quan lãnh sự", "Cục Lãnh sự", "giấy thông hành"],
    "overseas_communities": ["kiều bào", "Việt kiều", "người Việt Nam ở nước ngoài"],
}

# %% [markdown]
# ## Vietnamese words in a pipeline

# %%
vectorizer = VietnameseVectorizer()
matrix = vectorizer.fit_transform(texts)
matrix.shape, list(vectorizer.get_feature_names_out()[1000:1006])

# %% [markdown]
# ## Who wrote this? A classifier over words
#
# Nothing special is needed: the vectorizer is a step like any other.

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

sources = corpus.kept["source"].tolist()[:600]
pipeline = make_pipeline(VietnameseVectorizer(), LogisticRegression(max_iter=500))
cross_val_score(pipeline, texts, sources, cv=3).round(2)

# %% [markdown]
# ## Seeded topics as estimators

# %%
help_text = GuidedLDA.__doc__.splitlines()[0], GuidedNMF.__doc__.splitlines()[0]
help_text

# %%
lda = GuidedLDA(n_components=8, random_state=1).fit(matrix)
lda.components_.shape, lda.transform(matrix[:3]).round(2)

# %% [markdown]
# ## To gensim and back
#
# Words segmented elsewhere come in as lists; a fitted model goes out as an `LdaModel`.

# %%
from toolkit.studies.exports.models import to_gensim

lists = tk.segment_texts(texts[:300])
tokens = tk.tokens_from_lists([f"d{i}" for i in range(len(lists))], lists)
themes = tk.themes_from_dict(seeds)
counts = tk.count_terms(tokens, tk.build_vocabulary(tokens))
model = tk.fit_lda(counts, n_topics=8, seed=1)
gensim_model = to_gensim(model)
gensim_model.show_topic(0, topn=5)
