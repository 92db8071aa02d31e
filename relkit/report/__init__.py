"""What people and machines get to see: model values become terminal lines, Markdown and JSON documents."""
