"""Words and what each may mean: columns and values of the catalog, cues of questions, numbers, ids, names, spelling."""
