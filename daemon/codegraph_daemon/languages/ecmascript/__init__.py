"""What TypeScript and JavaScript share: extraction of facts, and how modules name files.

No language itself: the packages `typescript`, `tsx` and `javascript` say which files are theirs
and which grammar reads them.
"""
