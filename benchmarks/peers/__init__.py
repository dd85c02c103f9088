"""What a user would write instead: with libraries that exist, by hand, for one kind of article."""
